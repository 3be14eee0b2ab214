using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Where a bucket's notifications arrive.</summary>
internal static class StorageEventEndpoints
{
    public static async Task<IResult> Receive(HttpContext context, DirectLookWorker look, TopicConfirmation confirmation, IOptions<UploadOptions> options)
    {
        if (options.Value.EventToken is not { } token)
            return Problems.Of(ProblemKinds.NotFound, "Storage events are not taken here. Set MATINEE__UPLOADS__EVENTTOKEN first.");
        if (!Opens(context.Request, token))
            return Problems.Of(ProblemKinds.Unauthenticated, "Send the token of storage events: Authorization: Bearer TOKEN.");
        JsonDocument body;
        try
        {
            // SNS sends text/plain; the body's bound is the server's.
            body = await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 16 }, context.RequestAborted);
        }
        catch (JsonException)
        {
            return Problems.Of(ProblemKinds.Malformed, "A storage event is a JSON object.");
        }

        using (body)
        {
            switch (StorageEvent.Read(body.RootElement))
            {
                case StorageEvent.NewObjects created:
                    foreach (var name in created.Names)
                    {
                        if (StorageEvent.UploadOf(name) is { } id)
                            look.Hint(id);
                    }

                    return TypedResults.NoContent();
                case StorageEvent.TopicAsks subscription:
                    return await confirmation.ConfirmAsync(subscription, context.RequestAborted)
                        ? TypedResults.NoContent()
                        : Problems.Of(ProblemKinds.Invalid, "The subscription was not confirmed: its address is not one of Amazon SNS, or did not answer.");
                case StorageEvent.NotOurs:
                    return TypedResults.NoContent();
                default:
                    return Problems.Of(ProblemKinds.Invalid, "This is no notification of S3, SNS or MinIO.");
            }
        }
    }

    private static bool Opens(HttpRequest request, string token)
    {
        string? given = request.Query["token"];
        if (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header))
        {
            given = header.Scheme.ToUpperInvariant() switch
            {
                "BEARER" => header.Parameter,
                "BASIC" => PasswordOf(header.Parameter),
                _ => given,
            };
        }

        // Hashed, so that the comparison tells nothing of the length either.
        return given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static string? PasswordOf(string? parameter)
    {
        var bytes = new byte[parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(parameter ?? "", bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':') + 1)..];
    }
}
