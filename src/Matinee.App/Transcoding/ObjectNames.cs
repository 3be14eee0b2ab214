using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding.Orders;

namespace Matinee.App.Transcoding;

/// <summary>
/// Keys of outputs: <c>videos/{video}/{plan}/{rendition}/{number}-{writer}.m4s</c>. Every attempt has its own, so a
/// late writer writes what nobody refers to.
/// </summary>
internal static class ObjectNames
{
    public static string Folder(string video, int planVersion) => $"videos/{video}/{planVersion}";

    public static ObjectKey New(VideoId video, int planVersion, int attempt, OutputKind kind, string rendition, long number) =>
        Of(video, planVersion, kind, rendition, number, $"{attempt}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    /// <param name="writer">Tells apart whoever writes it: the attempt, and what nobody can guess.</param>
    public static ObjectKey Of(VideoId video, int planVersion, OutputKind kind, string rendition, long number, string writer)
    {
        if (kind == OutputKind.File)
            return new ObjectKey($"{JobFolder(rendition)}/{writer}.{FileContainers.NameOf(number)}");
        var name = kind switch
        {
            OutputKind.Init => $"{rendition}/init-{writer}.mp4",
            OutputKind.Segment => $"{rendition}/{number:00000}-{writer}.m4s",
            OutputKind.Subtitle => $"{rendition}/{writer}.vtt",
            OutputKind.Sheet => $"storyboard/{number:000}-{writer}.jpg",
            _ => $"poster/{writer}.jpg",
        };
        return new ObjectKey($"{Folder(video.Value, planVersion)}/{name}");
    }

    /// <summary>Where the output file of a job is kept, whichever attempt wrote it.</summary>
    public static string JobFolder(string job) => $"jobs/{job}";

    /// <summary>The video and plan of a key of ours; null for what others keep below <c>videos/</c>.</summary>
    public static (string Video, int PlanVersion)? Owner(ObjectKey key)
    {
        var parts = key.Value.Split('/');
        return parts is ["videos", var video, var version, _, _] && int.TryParse(version, System.Globalization.NumberStyles.None, null, out var plan)
            ? (video, plan)
            : null;
    }
}
