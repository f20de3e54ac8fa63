--- @include group

--[[
KEYS 1… those of the group
Returns how many messages the group has not handled; of a group that does not exist, how many are kept.
]]
if redis.call('EXISTS', state) == 0 then
  return redis.call('XLEN', messages)
end
local latest, seen = redis.call('HGET', meta, 'n') or 0, redis.call('HGET', state, 'seen')
return latest - seen + redis.call('ZCARD', lanes)
