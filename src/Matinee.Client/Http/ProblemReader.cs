using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Matinee.Client.Http;

/// <summary>Makes an exception of an answer, also of one that a proxy wrote.</summary>
internal static class ProblemReader
{
    public static async Task<MatineeException> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var problem = await TryReadAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        return new(
            response.StatusCode,
            problem?.Code ?? string.Create(CultureInfo.InvariantCulture, $"http_{status}"),
            problem?.Title ?? response.ReasonPhrase ?? status.ToString(CultureInfo.InvariantCulture),
            problem?.Detail,
            problem?.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : RetryAfter(response, time),
            problem?.TraceId)
        {
            Errors = problem?.Errors ?? [],
        };
    }

    private static async Task<ProblemBody?> TryReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            return await response.Content.ReadFromJsonAsync(TransportJson.Default.ProblemBody, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}

internal sealed record ProblemBody(string? Code, string? Title, string? Detail, string? TraceId, long? RetryAfterMs, Dictionary<string, string[]>? Errors);
