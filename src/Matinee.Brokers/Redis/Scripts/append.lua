-- KEYS: 3 where the id is remembered. ARGV: 8 tag, 9 version that the writer saw or '', 10 new value of the slot, 11 publication, 12 entries to keep,
-- 13 seconds to keep them, 14 id in hexadecimal or '-', 15 channel of hints.
if ARGV[14] ~= '-' then
  local first = redis.call('GET', KEYS[3])
  if first then
    local epoch, offset, version = string.match(first, '^(%S+) (%d+) (%d+)$')
    if epoch == e then return {'duplicate', epoch, offset, version} end
  end
end
local writes = ARGV[9] ~= ''
if writes then
  if tonumber(ARGV[9]) ~= v then return {'conflict', n(v), s} end
  v, s = v + 1, ARGV[10]
end
o = o + 1
local record = 'e1 ' .. e .. ' ' .. n(o) .. ' 0 ' .. n(v) .. ' ' .. ARGV[8] .. ' ' .. g .. ' 0 ' .. ARGV[12] .. ' ' .. ARGV[13] .. ' ' .. ARGV[14]
  .. ' ' .. (writes and #s or -1) .. '\n' .. (writes and s or '') .. ARGV[11]
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[12], n(o) .. '-0', 't', ARGV[8], 'r', record)
redis.call('EXPIRE', KEYS[2], ARGV[13])
redis.call('HSET', KEYS[1], 'o', n(o), 'v', n(v), 's', s, 'g', ARGV[8])
redis.call('EXPIRE', KEYS[1], math.max(90000, tonumber(ARGV[13])))
if ARGV[14] ~= '-' then redis.call('SET', KEYS[3], e .. ' ' .. n(o) .. ' ' .. n(v), 'EX', 60) end
redis.call('PUBLISH', ARGV[15], record)
return {'appended', e, n(o), n(v), g}
