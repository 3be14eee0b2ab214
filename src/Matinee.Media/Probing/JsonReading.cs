using System.Globalization;
using System.Text.Json;

namespace Matinee.Media.Probing;

/// <summary>Reading JSON that may lack anything: absent and wrong are both "unknown".</summary>
internal static class JsonReading
{
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : default;

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static bool Is(this JsonElement element, string name, string value) => element.Member(name).Text(64) == value;

    /// <summary>A text without control characters, cut to a length; null for none and for "unknown".</summary>
    public static string? Text(this JsonElement element, int longest)
    {
        if (element.ValueKind != JsonValueKind.String || element.GetString() is not { } text)
        {
            return null;
        }

        string clean = new string([.. text.Where(c => !char.IsControl(c)).Take(longest)]).Trim();
        return clean is "" or "unknown" or "N/A" ? null : clean;
    }

    public static long? Whole(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetInt64(out long value) ? value : null,
        JsonValueKind.String => long.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null,
        _ => null,
    };

    public static double? Seconds(this JsonElement element, double most) =>
        element.ValueKind == JsonValueKind.String
        && double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && Math.Abs(value) <= most
            ? value
            : null;
}
