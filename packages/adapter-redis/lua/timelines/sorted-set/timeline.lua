--- @include ../header
--- @include ../order

--[[
A timeline as one sorted set, ordered by its members' bytes, since a score holds 53 bits and a position 64: '!' and the
header, then 'e', position and author hint for each entry. One key, so that it is evicted as a whole.
]]
local HINT_BYTES = 8
local HIGHEST_HINT = string.rep('\255', HINT_BYTES)

--- The header of a timeline of this life, or nil.
local function load_header(key, life, width)
  local first = redis.call('ZRANGE', key, '0', '0')[1]
  if not first or string.sub(first, 1, 1) ~= '!' then
    return nil
  end
  local header = parse_header(string.sub(first, 2), life, width)
  if header then
    header.member = first
  end
  return header
end

--- Writes a header in place of the one that was loaded.
local function save_header(key, header)
  local member = '!' .. format_header(header)
  if member ~= header.member then
    redis.call('ZADD', key, '0', member)
    if header.member then
      redis.call('ZREM', key, header.member)
    end
  end
end

--- Adds entries above the watermark, each position once, and trims to `max_entries` once there are more than `most`.
--- Answers whether that has raised the watermark.
local function add_entries(key, header, added, max_entries, most)
  local width = header.width
  local size = width + HINT_BYTES
  for offset = 1, #added, size do
    if is_below(header.watermark, 1, added, offset, width) then
      local first = '[e' .. string.sub(added, offset, offset + width - 1)
      if redis.call('ZLEXCOUNT', key, first, first .. HIGHEST_HINT) == 0 then
        redis.call('ZADD', key, '0', 'e' .. string.sub(added, offset, offset + size - 1))
      end
    end
  end
  local count = redis.call('ZCARD', key) - 1
  if count <= most then
    return false
  end
  local surplus = count - max_entries
  local dropped = redis.call('ZRANGE', key, surplus, surplus)[1]
  header.watermark = as_watermark(string.sub(dropped, 2, width + 1))
  redis.call('ZREMRANGEBYRANK', key, '1', surplus)
  return true
end
