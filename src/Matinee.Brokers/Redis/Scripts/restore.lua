-- Stands alone. KEYS: 1 meta, 2 entries, then where each entry's id is remembered. ARGV: 1 epoch, 2 offset and 3 tag where the store stands, 4 channel of hints,
-- then for each entry: offset, tag, version, '1' when it wrote the slot, the slot's value, record, entries and seconds to keep, id or '-'.
local found = redis.call('HMGET', KEYS[1], 'e', 'o', 'g')
if found[1] ~= ARGV[1] or found[2] ~= ARGV[2] or found[3] ~= ARGV[3] then return 0 end
local key = 2
for i = 5, #ARGV, 9 do
  key = key + 1
  redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[i + 6], ARGV[i] .. '-0', 't', ARGV[i + 1], 'r', ARGV[i + 5])
  redis.call('EXPIRE', KEYS[2], ARGV[i + 7])
  redis.call('HSET', KEYS[1], 'o', ARGV[i], 'v', ARGV[i + 2], 'g', ARGV[i + 1])
  if ARGV[i + 3] == '1' then redis.call('HSET', KEYS[1], 's', ARGV[i + 4]) end
  if ARGV[i + 8] ~= '-' then redis.call('SET', KEYS[key], ARGV[1] .. ' ' .. ARGV[i] .. ' ' .. ARGV[i + 2], 'EX', 60) end
  redis.call('PUBLISH', ARGV[4], ARGV[i + 5])
end
return 1
