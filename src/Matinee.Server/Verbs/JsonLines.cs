using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matinee.Server.Verbs;

/// <summary><c>--json</c>: the answers of the API, for scripts.</summary>
internal static class JsonLines
{
    // The relaxed encoder leaves titles readable; this goes to a terminal or a file, never into a page.
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Write<T>(T value)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(value, Format));
        return ExitCodes.Done;
    }
}
