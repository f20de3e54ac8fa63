--- @include group

--[[
Puts kept messages at the end of their lanes once more, in steps, so that no step blocks the server for long. First it
moves everything new into lanes: what is replayed comes behind that.

KEYS 1… those of the group
ARGV 1 where to begin, as XRANGE takes it, 2 id to end with, empty in the first steps, 3 most messages per step
Returns
  1 messages replayed by this step
  2 where the next step begins
  3 id to end with, empty while new messages are being moved
  4 whether this was the last step
]]
local from, last, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', state) == 0 then
  return { 0, from, last, 1 }
end
local now = now_ms()
if last == '' then
  if absorb(most, now) == most then
    return { 0, from, last, 0 }
  end
  last = redis.call('HGET', state, 'cursor')
end
local entries = redis.call('XRANGE', messages, from, last, 'COUNT', most)
if #entries > 0 then
  enqueue(entries, now)
  from = '(' .. entries[#entries][1]
end
return { #entries, from, last, #entries < most and 1 or 0 }
