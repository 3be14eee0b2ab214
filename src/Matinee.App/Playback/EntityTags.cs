using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>If-None-Match by the weak comparison (RFC 9110, 13.1.2).</summary>
internal static class EntityTags
{
    public static bool Match(StringValues ifNoneMatch, StringValues tag)
    {
        var ours = tag.ToString().AsSpan();
        foreach (var line in ifNoneMatch)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var theirs = line.AsSpan(range).Trim();
                if (theirs.StartsWith("W/", StringComparison.Ordinal))
                    theirs = theirs[2..];
                if (theirs is "*" || theirs.SequenceEqual(ours))
                    return true;
            }
        }

        return false;
    }
}
