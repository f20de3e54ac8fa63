--[[
Counts events of one vector, one after the other.

Weights are a hash: to each key 16 bytes, its weight and when that was, two doubles. The names of counted events are
hashed to 8 bytes and lie, in no order, in a hash of 33 strings or so, each for a stretch of the events' time: what is
too old goes as a whole, and a name is looked for in all of them, in case the event is told with another time.

KEYS 1 weights, 2 names of events
ARGV 1 now in ms, 2 half-life, 3 most keys, 4 how long an event is remembered, 5 for how much longer, 6 and 7 lives of
     the two keys in ms; then of each event: its name, when it happened, its changes, and of each change key and weight
Returns a string of one digit per event: 0 applied, 1 duplicate, 2 stale.
]]
local now, half_life, most_keys = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local remembered, grace = tonumber(ARGV[4]), tonumber(ARGV[5])
local stretch = math.max(1, math.floor(remembered / 32))
local names, changed_names = {}, {}
local stored = redis.call('HGETALL', KEYS[2])
for index = 1, #stored, 2 do
  if (tonumber(stored[index]) + 1) * stretch < now - remembered - grace then
    redis.call('HDEL', KEYS[2], stored[index])
  else
    names[stored[index]] = stored[index + 1]
  end
end

local function is_known(name)
  for _, text in pairs(names) do
    if string.find(text, name, 1, true) then
      return true
    end
  end
  return false
end

-- Both as of the later time, so that their order does not matter.
local function add(key, weight, at)
  local held = redis.call('HGET', KEYS[1], key)
  if held then
    local value, held_at = struct.unpack('<dd', held)
    if held_at > at then
      weight, at = value + weight * 2 ^ ((at - held_at) / half_life), held_at
    else
      weight = weight + value * 2 ^ ((held_at - at) / half_life)
    end
  end
  redis.call('HSET', KEYS[1], key, struct.pack('<dd', weight, at))
end

-- Compared by logarithms, so that nothing is too small to be told from another.
local function drop_least(too_many)
  local held, weighed = redis.call('HGETALL', KEYS[1]), {}
  for index = 1, #held, 2 do
    local value, at = struct.unpack('<dd', held[index + 1])
    weighed[#weighed + 1] = { key = held[index], weight = math.log(value) / math.log(2) + (at - now) / half_life }
  end
  table.sort(weighed, function(a, b)
    return a.weight < b.weight
  end)
  for index = 1, too_many do
    redis.call('HDEL', KEYS[1], weighed[index].key)
  end
end

local statuses, index = {}, 8
while index <= #ARGV do
  local name, at, changes = ARGV[index], tonumber(ARGV[index + 1]), tonumber(ARGV[index + 2])
  local status = '2'
  if at >= now - remembered then
    status = '1'
    if not is_known(name) then
      status = '0'
      local place = string.format('%.0f', math.floor(at / stretch))
      names[place] = (names[place] or '') .. name
      changed_names[place] = true
      for change = index + 3, index + 1 + 2 * changes, 2 do
        add(ARGV[change], tonumber(ARGV[change + 1]), at)
      end
      local keys = redis.call('HLEN', KEYS[1])
      if keys > most_keys then
        drop_least(keys - most_keys)
      end
    end
  end
  statuses[#statuses + 1] = status
  index = index + 3 + 2 * changes
end
for place in pairs(changed_names) do
  redis.call('HSET', KEYS[2], place, names[place])
end
if next(changed_names) then
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  redis.call('PEXPIRE', KEYS[2], ARGV[7])
end
return table.concat(statuses)
