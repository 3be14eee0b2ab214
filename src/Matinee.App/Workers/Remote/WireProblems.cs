using System.Net.Http.Json;
using System.Text.Json;
using Matinee.App.Transcoding;

namespace Matinee.App.Workers.Remote;

/// <summary>Reads a problem, whatever stands in the answer: a proxy between may have its own pages.</summary>
internal static class WireProblems
{
    private static readonly WireProblem None = new(null, null, null);

    public static async Task<WireProblem> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return None;
        try
        {
            return await answer.Content.ReadFromJsonAsync(TaskWireJson.Default.WireProblem, cancellationToken) ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
