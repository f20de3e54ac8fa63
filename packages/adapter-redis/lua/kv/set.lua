--- @include version

--[[
Stores values, one after the other, each unless its key has a higher version or was invalidated up to one.

KEYS of each value: its own, that of its floor
ARGV of each value: its version in 8 bytes, big-endian, with its bytes; its life in ms
Returns a string of one digit per value: 0 outdated, 1 stored.
]]
local statuses = {}
for index = 1, #KEYS / 2 do
  local value_key, floor_key = KEYS[2 * index - 1], KEYS[2 * index]
  local value, life = ARGV[2 * index - 1], ARGV[2 * index]
  local version = struct.unpack('>I8', value)
  local known, floor = version_at(value_key), redis.call('GET', floor_key)
  if (known and version < known) or (floor and version < tonumber(floor)) then
    statuses[index] = '0'
  else
    redis.call('SET', value_key, value, 'PX', life)
    statuses[index] = '1'
  end
end
return table.concat(statuses)
