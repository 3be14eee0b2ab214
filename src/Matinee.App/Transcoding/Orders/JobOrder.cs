using Matinee.App.Accounts;
using Matinee.App.Library;
using Matinee.App.Storage;

namespace Matinee.App.Transcoding.Orders;

/// <summary>An order that has been found good.</summary>
/// <param name="Input">As ordered.</param>
/// <param name="Video">Null where the input is an object.</param>
/// <param name="OutputName">Null for a ladder.</param>
internal sealed record JobOrder(
    UserId Owner, string Input, Video? Video, ObjectKey Source, long SourceBytes, bool Segmented, string? OutputName,
    JobParams Params, int Priority, string Affinity);

/// <summary>How jobs are told to keep to one worker, or not.</summary>
internal static class JobAffinity
{
    public const string None = "none";
    public const string SameWorker = "sameWorker";
}
