--[[
KEYS 1 messages
Returns the id of the latest message ever published to a partition.
]]
if redis.call('EXISTS', KEYS[1]) == 0 then
  return '0-0'
end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for index = 1, #info, 2 do
  if info[index] == 'last-generated-id' then
    return info[index + 1]
  end
end
return '0-0'
