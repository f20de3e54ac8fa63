--[[
Forgets timelines of one cell.

KEYS 1… all keys of the timelines
Returns nothing.
]]
for index = 1, #KEYS do
  redis.call('UNLINK', KEYS[index])
end
return false
