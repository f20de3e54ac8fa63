--- @include ../header
--- @include ../order

--[[
The sealed part of a timeline: a ring of entries, lowest first, each position once. A timeline that is full is written
to in place, over its lowest entries: Redis hashes every byte of every string that a script makes, which for the 8 KB of
a sealed part takes longer than all else. The header says how many entries there are, and at which the ring begins.
]]
local HINT_BYTES = 8

--- The sealed entries from one rank to before another, in one piece or two; 0 is the lowest.
local function sealed_pieces(sealed_key, header, from, to)
  if from >= to then
    return {}
  end
  local size, count = header.width + HINT_BYTES, header.sealed
  local first, last = (header.ring_start + from) % count, (header.ring_start + to - 1) % count
  if first <= last then
    return { redis.call('GETRANGE', sealed_key, first * size, (last + 1) * size - 1) }
  end
  return {
    redis.call('GETRANGE', sealed_key, first * size, -1),
    redis.call('GETRANGE', sealed_key, 0, (last + 1) * size - 1),
  }
end

local function sealed_entries(sealed_key, header, from, to)
  return table.concat(sealed_pieces(sealed_key, header, from, to))
end

--- Number of sealed entries below a position.
local function sealed_below(sealed_key, header, position)
  local low, high = 0, header.sealed
  while low < high do
    local middle = math.floor((low + high) / 2)
    if is_below(sealed_entries(sealed_key, header, middle, middle + 1), 1, position, 1, header.width) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

--- Writes entries over the sealed ones, from a rank on; behind the highest comes the lowest.
local function overwrite_sealed(sealed_key, header, from, entries)
  local size, count = header.width + HINT_BYTES, header.sealed
  local start = (header.ring_start + from) % count * size
  local room = count * size - start
  if #entries > room then
    redis.call('SETRANGE', sealed_key, 0, string.sub(entries, room + 1))
    entries = string.sub(entries, 1, room)
  end
  redis.call('SETRANGE', sealed_key, start, entries)
end
