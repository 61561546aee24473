// Runs before the first paint, so that a dark page never flashes white. A file of its own: the page's policy forbids inline scripts.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('keybrake-theme')
  } catch {
    // Storage may be forbidden; the system's preference is then all there is.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
