--- @include group

--[[
Keeps a delivery for as long again, unless the message was given to somebody else since.

KEYS 1… those of the group
ARGV 1 key of the message, 2 serial number of the delivery, 3 ms of silence after which a message is given away
Returns 1 if the message is kept, else 0.
]]
local _, serial = work_on(ARGV[1])
if serial == 0 or serial ~= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', schedule, now_ms() + tonumber(ARGV[3]), ARGV[1])
return 1
