using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Limits;

/// <summary>
/// First answers by idempotency key. Answers may hold secrets (a new API key), so they rest under AES-GCM with a key of the
/// cluster secret, bound to their row.
/// </summary>
internal sealed class IdempotencyStore(ICatalogueDatabase database, ClusterSecret secret, TimeProvider time)
{
    /// <summary>As long as clients are known to retry.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>A first request that has not answered by then died with its node; the key is free again.</summary>
    public static readonly TimeSpan RunningAtMost = TimeSpan.FromMinutes(2);

    private readonly byte[] _key = secret.DeriveKey("idempotency");

    /// <summary>Claims the key, or finds what became of it.</summary>
    public Task<IdempotencyClaim> ClaimAsync(string hash, string requestHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new
        {
            Hash = hash,
            RequestHash = requestHash,
            Now = now,
            Stale = now - (long)RunningAtMost.TotalMilliseconds,
            ExpiresAt = now + (long)Lifetime.TotalMilliseconds,
        };
        return database.WriteAsync<IdempotencyClaim>(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM idempotency_keys WHERE hash = @Hash AND (expires_at <= @Now OR (answer IS NULL AND created_at <= @Stale))", row, transaction);
            var claimed = await connection.ExecuteAsync(
                """
                INSERT INTO idempotency_keys (hash, request_hash, created_at, expires_at) VALUES (@Hash, @RequestHash, @Now, @ExpiresAt)
                ON CONFLICT (hash) DO NOTHING
                """, row, transaction);
            if (claimed == 1)
                return new IdempotencyClaim.Ours();
            var found = await connection.QuerySingleAsync<Row>(
                "SELECT request_hash AS RequestHash, answer AS Answer FROM idempotency_keys WHERE hash = @Hash", row, transaction);
            if (found.RequestHash != requestHash)
                return new IdempotencyClaim.OtherRequest();
            return found.Answer is { } answer ? new IdempotencyClaim.Answered(Open(hash, answer)) : new IdempotencyClaim.Running();
        }, cancellationToken);
    }

    public Task SaveAsync(string hash, IdempotentAnswer answer, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE idempotency_keys SET answer = @Answer WHERE hash = @Hash", new { Hash = hash, Answer = Seal(hash, answer) }, transaction), cancellationToken);

    public Task ReleaseAsync(string hash, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE hash = @Hash AND answer IS NULL", new { Hash = hash }, transaction), cancellationToken);

    private string Seal(string hash, IdempotentAnswer answer)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answer, LimitJson.Default.IdempotentAnswer);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var cipher = new byte[plain.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(hash));
        return Base64Url.EncodeToString([.. nonce, .. tag, .. cipher]);
    }

    private IdempotentAnswer Open(string hash, string text)
    {
        var sealedBytes = Base64Url.DecodeFromChars(text).AsSpan();
        var nonce = sealedBytes[..AesGcm.NonceByteSizes.MaxSize];
        var tag = sealedBytes.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        var cipher = sealedBytes[(nonce.Length + tag.Length)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_key, tag.Length);
        aes.Decrypt(nonce, cipher, tag, plain, Encoding.UTF8.GetBytes(hash));
        return JsonSerializer.Deserialize(plain, LimitJson.Default.IdempotentAnswer)!; // sealed by this class, never null
    }

    private sealed class Row
    {
        public string RequestHash { get; set; } = "";

        public string? Answer { get; set; }
    }
}
