using System.Security.Cryptography;
using System.Text;
using Matinee.App.Http;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Microsoft.Extensions.Options;

namespace Matinee.App.Dispatch;

/// <summary>
/// Signs and reads grants, and names the outputs of each. Nothing is stored: any node of the service reads what another has
/// signed, and comes to the same keys.
/// </summary>
internal sealed class TaskGrants(ClusterSecret secret, IOptions<DispatchOptions> options, TimeProvider time)
{
    private const int TagBytes = 8;

    private readonly SignedToken _tokens = new(secret, "worker-task", time);
    private readonly byte[] _names = secret.DeriveKey("task-output");

    public string Sign(TaskGrant grant) => _tokens.Seal(grant.ToString(), time.GetUtcNow() + options.Value.GrantLifetime);

    /// <summary>Null when it was not signed here, was changed, or has expired.</summary>
    public TaskGrant? Read(string? token) => token is { Length: > 0 } && _tokens.TryOpen(token, out var text) ? TaskGrant.Parse(text) : null;

    /// <summary>The one key of an output of an attempt; nobody else can name it before it is published.</summary>
    public ObjectKey KeyOf(TaskGrant grant, OutputKind kind, string rendition, long number)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_names, Encoding.UTF8.GetBytes($"{grant.Task}|{grant.Epoch}|{kind}|{rendition}|{number}"), hash);
        return ObjectNames.Of(grant.Video, grant.PlanVersion, kind, rendition, number, $"{grant.Attempt}-{Convert.ToHexStringLower(hash[..TagBytes])}");
    }
}
