#!/usr/bin/env node
'use strict'
// Plain old JavaScript, so that a Node that is too old can still read it and say what is wrong.
var fs = require('fs')
var path = require('path')

var NEEDED = [24, 15]

function isOldEnough(version) {
  var parts = version.split('.').map(Number)
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1])
}

/** The Node that `npm ci` puts into the repository, or into whatever project Keybrake is installed in. */
function findNode() {
  for (var folder = __dirname; ; folder = path.dirname(folder)) {
    var found = path.join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
    if (fs.existsSync(found)) return found
    if (folder === path.dirname(folder)) return null
  }
}

function runWith(node) {
  var child = require('child_process').spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { KEYBRAKE_NODE_CHOSEN: '1' }),
  })
  // The terminal sends Ctrl-C to both; a signal from elsewhere comes to us alone. The child decides how to end.
  ;['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

if (isOldEnough(process.versions.node)) {
  // Not inherited by what a command starts.
  delete process.env.KEYBRAKE_NODE_CHOSEN
  // What was compiled once is read the next time: half of what a short command takes. In a folder of the user's own, since
  // whoever can write there writes what is run.
  var caches = process.env.XDG_CACHE_HOME || path.join(require('os').homedir(), '.cache')
  require('module').enableCompileCache(path.join(caches, 'keybrake'))
  import('../src/main.ts')
} else {
  var node = process.env.KEYBRAKE_NODE_CHOSEN === '1' ? null : findNode()
  if (node === null) {
    console.error('keybrake: Keybrake needs Node 24.15 or later (you have ' + process.versions.node + ').')
    process.exit(1)
  }
  runWith(node)
}
