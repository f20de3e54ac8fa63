--- @include group

--[[
Keeps a delivery for as long again, unless the message was given to somebody else since.

KEYS 1… those of the group
ARGV 1 key of the message, 2 serial number of the delivery, 3 ms of silence after which a message is given away,
     4 consumer, 5 id of the message
Returns 1 if the message is kept, else 0.
]]
if not holds(ARGV[1], ARGV[2], ARGV[4], ARGV[5]) then
  return 0
end
redis.call('ZADD', schedule, now_ms() + tonumber(ARGV[3]), ARGV[1])
return 1
