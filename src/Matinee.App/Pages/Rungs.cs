using System.Collections.Immutable;
using Matinee.App.Library;

namespace Matinee.App.Pages;

/// <summary>One bar of the ladder picture.</summary>
/// <param name="Name">The rendition on it; null for an empty rung.</param>
/// <param name="Kind">Empty for ready; <c>run</c>, <c>wait</c> or <c>bad</c>.</param>
public sealed record Rung(string? Name, string Kind, double Share);

/// <summary>Puts renditions on six fixed rungs, so that ladders compare at a glance.</summary>
public static class Rungs
{
    private static readonly ImmutableArray<int> Heights = [240, 360, 480, 720, 1080, 2160];

    public static ImmutableArray<Rung> Of(ImmutableArray<RenditionStatus> renditions)
    {
        var known = renditions.IsDefault ? [] : renditions;
        var byRung = known.OrderBy(ShortSide).ToLookup(rendition => Nearest(ShortSide(rendition)));
        return [.. Heights.Select((_, rung) => byRung[rung].LastOrDefault() is { } rendition ? Show(rendition) : new Rung(null, "wait", 0))];
    }

    private static Rung Show(RenditionStatus rendition) => rendition.State switch
    {
        "ready" => new(rendition.Name, "", 1),
        "running" => new(rendition.Name, "run", rendition.Progress),
        "failed" => new(rendition.Name, "bad", 1),
        _ => new(rendition.Name, "wait", 0),
    };

    // A portrait film's 1080p is 1080 wide.
    private static int ShortSide(RenditionStatus rendition) => Math.Min(rendition.Width, rendition.Height);

    private static int Nearest(int height) => Heights.Index().MinBy(rung => Math.Abs(Math.Log((double)rung.Item / Math.Max(1, height)))).Index;
}
