/** How long a deletion is remembered: longer than any question to an issuer is under way. */
export const deletionMilliseconds = 120_000

/**
 * Keeps an answer, unless the entry was deleted since the question was asked.
 * Keys: entry, mark of its last deletion. Arguments: value, milliseconds, the mark seen before the question.
 */
export const keepScript = `local mark = redis.call('GET', KEYS[2])
if mark and mark ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/**
 * Deletes an entry, marks the deletion, and tells every node.
 * Keys: the same. Arguments: a new mark, its milliseconds, channel, message.
 */
export const deleteScript = `redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`
