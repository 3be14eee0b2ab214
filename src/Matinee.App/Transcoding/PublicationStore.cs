using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>Reads what has been published of a plan: <c>plans</c>, <c>segments</c>, <c>plan_objects</c>.</summary>
public sealed class PublicationStore(ICatalogueDatabase database)
{
    /// <summary>The version and revision that a snapshot would have; null when there is nothing to play.</summary>
    internal Task<PlanHead?> HeadAsync(VideoId id, int? version, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<PlanHead>(new CommandDefinition(
            version is null
                ? "SELECT version AS Version, revision AS Revision FROM plans WHERE video_id = @id AND playing = 1"
                : "SELECT version AS Version, revision AS Revision FROM plans WHERE video_id = @id AND version = @version AND state <> 'failed'",
            new { id = id.Value, version }, cancellationToken: cancellationToken)), cancellationToken);

    internal Task<PublishedVideo?> LoadAsync(VideoId id, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            // The revision is read first: rows that are newer than it only make the next look reload.
            var plan = await connection.QuerySingleOrDefaultAsync<PlanRow>(new CommandDefinition(
                $"SELECT {PlanRow.Columns} FROM plans WHERE video_id = @id AND version = @version",
                new { id = id.Value, version }, cancellationToken: cancellationToken));
            return plan is null ? null : await LoadAsync(connection, id, plan, cancellationToken);
        }, cancellationToken);

    internal static async Task<PublishedVideo> LoadAsync(DbConnection connection, VideoId id, PlanRow row, CancellationToken cancellationToken)
    {
        var which = new { id = id.Value, version = row.Version };
        var objects = (await connection.QueryAsync<PlanObjectRow>(new CommandDefinition(
            $"SELECT {PlanObjectRow.Columns} FROM plan_objects WHERE video_id = @id AND plan_version = @version ORDER BY kind, name",
            which, cancellationToken: cancellationToken))).AsList();
        var segments = (await connection.QueryAsync<SegmentRow>(new CommandDefinition(
            $"SELECT {SegmentRow.Columns} FROM segments WHERE video_id = @id AND plan_version = @version ORDER BY rendition, number",
            which, cancellationToken: cancellationToken))).ToLookup(segment => segment.Rendition);
        return Publication.Assemble(id, row, objects, segments);
    }
}

/// <summary>Rows to snapshot; no I/O.</summary>
internal static class Publication
{
    public static PublishedVideo Assemble(VideoId id, PlanRow row, IReadOnlyList<PlanObjectRow> objects, ILookup<string, SegmentRow> segments)
    {
        var plan = PlanJson.Read(row.Plan);
        var inits = objects.Where(o => o.Kind == "init").ToDictionary(o => o.Name);
        var tracks = plan.Renditions.Select(r => Track(TrackKind.Video, r.Name))
            .Concat(plan.Audio.Select(a => Track(TrackKind.Audio, $"audio{a.Index}")))
            .Concat(plan.Subtitles.Select(s => Subtitle($"sub{s.Index}")))
            .ToImmutableArray();
        var sheets = objects.Where(o => o.Kind == "storyboard").OrderBy(o => o.Name, StringComparer.Ordinal).Select(o => new ObjectKey(o.ObjectKey)).ToImmutableArray();
        return new PublishedVideo(
            id, row.Version, row.Revision, row.State == "complete" || row.State == "retired", plan, tracks,
            plan.Storyboard is { } spec && !sheets.IsEmpty && plan.End is { } end ? new PublishedStoryboard(spec, end, sheets) : null,
            objects.FirstOrDefault(o => o.Kind == "poster") is { } poster ? new ObjectKey(poster.ObjectKey) : null);

        PublishedTrack Track(TrackKind kind, string name)
        {
            var init = inits.GetValueOrDefault(name);
            return new PublishedTrack(
                $"{name}-{row.Version}", kind, name, (int)(init?.Timescale ?? 0), init?.Codecs ?? "", init?.Width ?? 0, init?.Height ?? 0,
                init is null ? null : new ObjectKey(init.ObjectKey), init?.Bytes ?? 0, init?.Sha256 ?? "",
                init is null ? [] : Prefix(segments[name]));
        }

        PublishedTrack Subtitle(string name)
        {
            var file = objects.FirstOrDefault(o => o.Kind == "subtitle" && o.Name == name);
            return new PublishedTrack($"{name}-{row.Version}", TrackKind.Subtitle, name, 0, "wvtt", 0, 0, null, 0, "",
                file is null ? [] : [new PublishedSegment(0, new ObjectKey(file.ObjectKey), file.Bytes, 0, 0, 0, file.Sha256)]);
        }
    }

    /// <summary>Segments 0, 1, 2, ... up to the first that is missing.</summary>
    public static ImmutableArray<PublishedSegment> Prefix(IEnumerable<SegmentRow> inOrder)
    {
        var prefix = ImmutableArray.CreateBuilder<PublishedSegment>();
        foreach (var s in inOrder)
        {
            if (s.Number != prefix.Count)
                break;
            prefix.Add(new PublishedSegment(s.Number, new ObjectKey(s.ObjectKey), s.Bytes, s.DurationTicks, s.KeyframeOffset, s.KeyframeBytes, s.Sha256));
        }

        return prefix.ToImmutable();
    }
}
