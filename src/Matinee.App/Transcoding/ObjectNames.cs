using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.App.Storage;

namespace Matinee.App.Transcoding;

/// <summary>
/// Keys of outputs: <c>videos/{video}/{plan}/{rendition}/{number}-{attempt}-{random}.m4s</c>. Every attempt has its own, so a
/// late writer writes what nobody refers to.
/// </summary>
internal static class ObjectNames
{
    public static string Folder(string video, int planVersion) => $"videos/{video}/{planVersion}";

    public static ObjectKey New(VideoId video, int planVersion, int attempt, OutputKind kind, string rendition, long number)
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var name = kind switch
        {
            OutputKind.Init => $"{rendition}/init-{attempt}-{random}.mp4",
            OutputKind.Segment => $"{rendition}/{number:00000}-{attempt}-{random}.m4s",
            OutputKind.Subtitle => $"{rendition}/{attempt}-{random}.vtt",
            OutputKind.Sheet => $"storyboard/{number:000}-{attempt}-{random}.jpg",
            _ => $"poster/{attempt}-{random}.jpg",
        };
        return new ObjectKey($"{Folder(video.Value, planVersion)}/{name}");
    }

    /// <summary>The video and plan of a key of ours; null for what others keep below <c>videos/</c>.</summary>
    public static (string Video, int PlanVersion)? Owner(ObjectKey key)
    {
        var parts = key.Value.Split('/');
        return parts is ["videos", var video, var version, _, _] && int.TryParse(version, System.Globalization.NumberStyles.None, null, out var plan)
            ? (video, plan)
            : null;
    }
}
