using System.Text.Json;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.App.Transcoding.Orders;

/// <summary>What a worker has to know to make one file of a whole source.</summary>
/// <param name="Json">The plan, in the one form that Matinee.Media gives it.</param>
public sealed record FileOrder(JobId Job, string Json)
{
    private readonly Lazy<FilePlan> _plan = new(() =>
        JsonSerializer.Deserialize(Json, PlanJson.Default.FilePlan) ?? throw new JsonException("A plan of a file is an object; got null."));

    internal FilePlan Plan => _plan.Value;

    internal static FileOrder Of(JobId job, FilePlan plan) => new(job, JsonSerializer.Serialize(plan, PlanJson.Default.FilePlan));

    /// <summary>The same wishes and the same source give the same plan, so that it is never stored.</summary>
    internal static FilePlanOutcome Planned(JobParams wishes, MediaProbe probe) =>
        FilePlanner.Plan(probe, FileOutputSpec.Of(wishes.Container ?? "mp4", wishes.VideoCodec, wishes.AudioCodec) with
        {
            VideoBitRate = wishes.VideoBitrate,
            AudioBitRate = wishes.AudioBitrate,
            Width = wishes.Width,
            Height = wishes.Height,
        });
}
