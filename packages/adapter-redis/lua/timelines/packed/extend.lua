--- @include timeline

--[[
Seals a tail that continues the sealed entries, as nearly all do. Redis hashes every byte of every string that a script
makes, which for the 8 KB of a sealed part takes longer than all else; so what is sealed passes through here once.
Written again as a whole it takes exactly its room, while an APPEND alone would leave twice of it.
]]

--- Answers 'done', 'unsorted' if the tail has to be merged, or 'torn' if the parts do not fit together.
local function extend_sealed(key, summary, width, max_entries)
  local call, size, sealed_key = redis.call, width + HINT_BYTES, sealed_key_of(key)
  local header = call('GETRANGE', key, 0, summary.length - 1)
  local tail = call('GETRANGE', key, summary.length, -1)
  local below = string.sub(header, 26, 25 + width)
  if summary.sealed > 0 then
    below = call('GETRANGE', sealed_key, -size, -1 - HINT_BYTES)
  end
  if not ascends(below, tail, width, size) then
    return 'unsorted'
  end

  local count = summary.sealed + #tail / size
  if summary.sealed == 0 then
    call('SET', sealed_key, tail, 'PX', math.max(1, call('PTTL', key)))
  elseif call('APPEND', sealed_key, tail) ~= count * size then
    return 'torn'
  end
  local surplus, watermark = math.max(0, count - max_entries), string.sub(header, 26, 41)
  if surplus > 0 then
    local dropped = (surplus - 1) * size
    watermark = as_watermark(call('GETRANGE', sealed_key, dropped, dropped + width - 1))
  end
  call('SET', sealed_key, call('GETRANGE', sealed_key, surplus * size, -1), 'KEEPTTL')
  local new_count = struct.pack('>I4', count - surplus)
  call('SET', key, string.sub(header, 1, 21) .. new_count .. watermark .. string.sub(header, 42), 'KEEPTTL')
  return 'done'
end
