-- One POST, cycling through the bearers of a file. The requests are made once, before the clock runs.
-- arguments: <path> <file of bearers> <file of the body> <header: value>…
local requests, at = {}, 0

function init(args)
  local path, bearers = args[1], args[2]
  local file = assert(io.open(args[3], 'rb'))
  local body = file:read('*a')
  file:close()
  local headers = {}
  for i = 4, #args do
    local name, value = args[i]:match('^([^:]+): (.*)$')
    headers[name] = value
  end
  for bearer in io.lines(bearers) do
    headers['Authorization'] = 'Bearer ' .. bearer
    requests[#requests + 1] = wrk.format('POST', path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"maxUs":%d,"badStatus":%d,"socketErrors":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
