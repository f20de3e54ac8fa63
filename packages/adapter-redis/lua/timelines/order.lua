--[[
Positions are compared as three unsigned numbers. One double would lose bits beyond 53, and `<` on strings asks the
locale of the server.
]]
local POSITION_FORMATS = { [8] = '>I4I2I2', [16] = '>I6I5I5' }

--- Whether the position that begins at byte `i` of `a` is below the one that begins at byte `j` of `b`.
local function is_below(a, i, b, j, width)
  local format = POSITION_FORMATS[width]
  local a1, a2, a3 = struct.unpack(format, a, i)
  local b1, b2, b3 = struct.unpack(format, b, j)
  if a1 ~= b1 then
    return a1 < b1
  end
  if a2 ~= b2 then
    return a2 < b2
  end
  return a3 < b3
end

--- Number of entries below a position among the lowest `count` of a string of entries of `size` bytes, lowest first.
local function count_below(entries, count, position, width, size)
  local low, high = 0, count
  while low < high do
    local middle = math.floor((low + high) / 2)
    if is_below(entries, middle * size + 1, position, 1, width) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end
