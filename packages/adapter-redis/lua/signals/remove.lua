--[[
Forgets a vector.

KEYS 1 weights, 2 names of events
Returns nothing.
]]
redis.call('UNLINK', KEYS[1], KEYS[2])
return false
