using System.Security.Cryptography;
using System.Text;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Limits;

/// <summary>
/// <c>Idempotency-Key</c>: a create that is sent again with the same key and body gets the first answer again, from any node.
/// Only success is kept; a refused request may be corrected and sent with the same key.
/// </summary>
internal sealed class IdempotencyGate(RequestDelegate next, IdempotencyStore store)
{
    public const string Header = "Idempotency-Key";

    private const int MaximumKeyLength = 200;
    private const int MaximumBody = 256 * 1024;
    private static readonly TimeSpan RetryRunning = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers[Header].ToString();
        if (key.Length == 0 || context.GetEndpoint()?.Metadata.GetMetadata<AcceptsIdempotencyKey>() is null)
        {
            await next(context);
            return;
        }
        if (key.Length > MaximumKeyLength)
        {
            await Refuse(context, ProblemKinds.Invalid, $"An Idempotency-Key has at most {MaximumKeyLength} characters.");
            return;
        }
        if (await HashBodyAsync(context.Request, context.RequestAborted) is not { } requestHash)
        {
            await Refuse(context, ProblemKinds.TooLarge, $"A request with an Idempotency-Key has at most {MaximumBody / 1024} KiB.");
            return;
        }
        var hash = Hash($"{CallerKey.Of(context)}\n{context.Request.Method}\n{context.Request.Path}\n{key}");
        var claim = await store.ClaimAsync(hash, requestHash, context.RequestAborted);
        await (claim switch
        {
            IdempotencyClaim.Answered answered => ReplayAsync(context, answered.Answer),
            IdempotencyClaim.OtherRequest => Refuse(context, ProblemKinds.KeyReused, "This Idempotency-Key came with another body before. Use a new key for a new request."),
            IdempotencyClaim.Running => Refuse(context, ProblemKinds.Conflict, "The first request with this Idempotency-Key is still running.", RetryRunning),
            _ => RunAsync(context, hash),
        });
    }

    private async Task RunAsync(HttpContext context, string hash)
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        var saved = false;
        try
        {
            await next(context);
            var response = context.Response;
            if (response.StatusCode is >= 200 and < 300)
            {
                var answer = new IdempotentAnswer(response.StatusCode, response.ContentType, response.Headers.Location, Encoding.UTF8.GetString(kept.ToArray()));
                // What was created is created, whether or not the client still listens.
                await store.SaveAsync(hash, answer, CancellationToken.None);
                saved = true;
            }
        }
        finally
        {
            context.Response.Body = body;
            if (!saved)
                await store.ReleaseAsync(hash, CancellationToken.None);
        }
        kept.Position = 0;
        await kept.CopyToAsync(body, context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, IdempotentAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Location is { } location)
            response.Headers.Location = location;
        response.Headers["Idempotent-Replayed"] = "true";
        await response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task<string?> HashBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaximumBody)
            return null;
        request.EnableBuffering();
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaximumBody)
                return null;
            body.Write(buffer, 0, read);
        }
        request.Body.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Task Refuse(HttpContext context, ProblemKind kind, string detail, TimeSpan? retryAfter = null) =>
        ProblemWriter.WriteAsync(context, Problems.Describe(kind, detail, retryAfter));
}
