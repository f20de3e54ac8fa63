--- @include version

--[[
Removes outdated values, and keeps a floor for each that later ones are compared with: a key of its own, which ends by
itself, holding the lowest version that is current. Floors stay in decimal: a number of this size would be printed
rounded.

KEYS of each value: its own, that of its floor
ARGV of each value: the lowest version that is current, 2^53 if none is; ms to hold that, 0 for not at all
Returns nothing.
]]
for index = 1, #KEYS / 2 do
  local value_key, floor_key = KEYS[2 * index - 1], KEYS[2 * index]
  local floor, hold = ARGV[2 * index - 1], tonumber(ARGV[2 * index])
  local known = version_at(value_key)
  if known and known < tonumber(floor) then
    redis.call('UNLINK', value_key)
  end
  if hold > 0 then
    local held = redis.call('GET', floor_key)
    if held then
      hold = math.max(hold, redis.call('PTTL', floor_key))
      if tonumber(held) > tonumber(floor) then
        floor = held
      end
    end
    redis.call('SET', floor_key, floor, 'PX', hold)
  end
end
return false
