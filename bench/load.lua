-- One POST in the shape of a charge, cycling through the bearers of a file. The requests are made once, before the clock runs.
-- arguments: <path> <file of bearers> <header: value>…
local requests, at = {}, 0
local BODY_BYTES = 260

local function form()
  local body = 'amount=1000&currency=usd&customer=cus_bench0001&description=' .. string.rep('a', 80)
    .. '&metadata[order]=0123456789&metadata[tenant]=bench&statement_descriptor_suffix=KEYBRAKE'
  return body .. '&receipt_email=' .. string.rep('b', BODY_BYTES - #body - 15 - 12) .. '@example.com'
end

-- For a gateway that speaks nothing but JSON chat: a body of the same size in its own language.
local function chat()
  local head, tail = '{"model":"bench","messages":[{"role":"user","content":"', '"}]}'
  return head .. string.rep('a', BODY_BYTES - #head - #tail) .. tail
end

function init(args)
  local path, bearers = args[1], args[2]
  local headers = { ['Content-Type'] = 'application/x-www-form-urlencoded' }
  for i = 3, #args do
    local name, value = args[i]:match('^([^:]+): (.*)$')
    headers[name] = value
  end
  local body = headers['Content-Type'] == 'application/json' and chat() or form()
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
