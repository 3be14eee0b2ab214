using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Matinee.App.Streams.Api;

/// <summary>Checks what a caller wants of a stream: every fault at once, each with what would be right.</summary>
internal sealed partial class StreamForm
{
    private const int LongestTitle = 200;
    private const int LongestDescription = 5000;
    private const int LongestTarget = 60;
    private const int LeastWindow = 3;
    private const int LargestWindow = 10_000;
    private const int MostProfiles = 16;

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>By the name of the field; empty when all is well.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    /// <summary>A name that stands in addresses: of a variant, of a profile.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    public string Title(string? text)
    {
        var title = text?.Trim() ?? "";
        return Need("title", title.Length is > 0 and <= LongestTitle && !title.Any(char.IsControl), title, $"Give the stream a title of 1 to {LongestTitle} characters.");
    }

    public string Description(string? text) =>
        Need("description", text is null || text.Length <= LongestDescription, text ?? "", $"A description has at most {LongestDescription} characters.");

    public int Target(int? seconds, int usual) =>
        Need("target_duration", seconds is null or >= 1 and <= LongestTarget, seconds ?? usual,
            $"target_duration is {seconds}: seconds that no segment lasts longer than, 1 to {LongestTarget}; 6 is usual.");

    public int Window(int? segments, int usual) =>
        Need("dvr_window_size", segments is null or >= LeastWindow and <= LargestWindow, segments ?? usual,
            $"dvr_window_size is {segments}: segments that the playlist holds, {LeastWindow} to {LargestWindow}. Players need {LeastWindow} to begin.");

    public ImmutableArray<string> Profiles(string[]? names) =>
        Need("transcode_profiles", names is null || names.Length <= MostProfiles && names.All(IsName) && names.Distinct(StringComparer.Ordinal).Count() == names.Length, (names ?? []).ToImmutableArray(),
            $"transcode_profiles holds at most {MostProfiles} different names such as 720p: lower-case letters, digits, - and _.");

    public T Choice<T>(string field, string? text, T usual) where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        var found = Array.FindIndex(names, name => string.Equals(name.ToLowerInvariant(), text, StringComparison.Ordinal));
        return Need(field, text is null || found >= 0, text is null || found < 0 ? usual : Enum.GetValues<T>()[found],
            $"{field} is '{Shorten(text)}': one of {string.Join(", ", names.Select(name => name.ToLowerInvariant()))}.");
    }

    public void Refuse(string field, string reason) => _errors[field] = [reason];

    private static string Shorten(string? text) => text is { Length: > 40 } ? text[..40] : text ?? "";

    private T Need<T>(string field, bool holds, T value, FormattableString otherwise)
    {
        if (!holds)
            _errors[field] = [otherwise.ToString(CultureInfo.InvariantCulture)];
        return value;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
