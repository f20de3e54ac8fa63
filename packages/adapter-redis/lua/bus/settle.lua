--- @include group

--[[
Accepts the verdict on a delivery, unless the message was given to somebody else since. Sent twice it does nothing.

KEYS 1… those of the group
ARGV 1 key of the message, 2 serial number of the delivery, 3 verdict: ack, retry, dead-letter, or release for a message
     that was not handed to a handler, 4 ms to wait before a retry, 5 code and 6 cause of a dead letter, 7 dead letters
     to keep, 8 consumer, 9 id of the message
Returns 1 if the verdict was accepted, else 0.
]]
local key, verdict = ARGV[1], ARGV[3]
local attempts = work_on(key)
if not holds(key, ARGV[2], ARGV[8], ARGV[9]) then
  return 0
end
local now = now_ms()
if verdict == 'retry' then
  set_work(key, attempts, 0, '')
  redis.call('ZADD', schedule, now + tonumber(ARGV[4]), key)
elseif verdict == 'release' then
  set_work(key, attempts - 1, 0, '')
  redis.call('ZADD', schedule, now, key)
else
  local id, order, head = head_of(key)
  if verdict == 'dead-letter' then
    local entry = redis.call('XRANGE', messages, id, id)[1]
    local letter = { code = ARGV[5], cause = ARGV[6], attempts = attempts, retain = tonumber(ARGV[7]) }
    bury(key, entry and entry[2][6] or '', letter)
  end
  finish(key, order, head, now)
end
return 1
