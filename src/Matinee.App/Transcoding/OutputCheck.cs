using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.Media.Cmaf;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>An output that may be committed, with what its bytes say.</summary>
internal sealed record CheckedOutput(
    TaskOutput Output, long DurationTicks = 0, long KeyframeOffset = 0, long KeyframeBytes = 0,
    long Timescale = 0, string Codecs = "", int Width = 0, int Height = 0);

internal abstract record CheckOutcome
{
    private CheckOutcome()
    {
    }

    public sealed record Accepted(ImmutableArray<CheckedOutput> Outputs) : CheckOutcome;

    public sealed record Refused(string Code, string Detail) : CheckOutcome;
}

/// <summary>What of the task's renditions is committed already.</summary>
/// <param name="Inits">By rendition.</param>
/// <param name="Segments">Of the task's own sound track.</param>
/// <param name="Ticks">Where they end.</param>
internal sealed record PriorOutputs(IReadOnlyDictionary<string, PlanObjectRow> Inits, long Segments, long Ticks);

/// <summary>
/// Reads every output back from the store and holds it against the plan before anything is committed: an exit code of 0
/// has been seen with a third of the frames missing.
/// </summary>
internal sealed class OutputCheck(IObjectStore objects)
{
    // The stereo sound may end this far from the picture: two audio frames and rounding.
    private const double SoundSlackSeconds = 0.05;
    private const int LargestOutput = 1 << 30;

    public async Task<CheckOutcome> CheckAsync(
        TaskRow task, EncodePlan plan, PriorOutputs prior, ImmutableArray<TaskOutput> outputs, bool final, CancellationToken cancellationToken)
    {
        var prefix = ObjectNames.Folder(task.VideoId, task.PlanVersion) + "/";
        if (outputs.FirstOrDefault(o => !o.Key.Value.StartsWith(prefix, StringComparison.Ordinal)) is { } stray)
            return Refuse("verify_key", $"The output {stray.Key} does not belong to this plan.");
        if (ExpectedOutputs.Of(task, plan, prior, final).Compare(outputs) is { } difference)
            return Refuse("verify_outputs", difference);
        var inits = new Dictionary<string, InitSegment>();
        var accepted = ImmutableArray.CreateBuilder<CheckedOutput>(outputs.Length);
        var ticks = prior.Ticks;
        foreach (var output in outputs.OrderBy(o => o.Kind).ThenBy(o => o.Rendition, StringComparer.Ordinal).ThenBy(o => o.Number))
        {
            using var read = await ReadAsync(output, cancellationToken);
            if (read is null)
                return Refuse("verify_missing", $"{output.Key} is not in the store, or not of the size and hash it was said to be.");
            var bytes = read.Memory[..(int)output.Bytes];
            try
            {
                switch (output.Kind)
                {
                    case OutputKind.Init:
                        var init = InitSegment.Parse(bytes.Span);
                        if (prior.Inits.TryGetValue(output.Rendition, out var committed) && committed.Sha256 != init.Sha256)
                            return Refuse("verify_init", $"The init segment of {output.Rendition} is {init.Sha256[..12]}; {committed.Sha256[..12]} is published.");
                        inits[output.Rendition] = init;
                        accepted.Add(new(output, Timescale: init.Timescale, Codecs: init.Codecs, Width: init.Width, Height: init.Height));
                        break;
                    case OutputKind.Segment:
                        if (!inits.TryGetValue(output.Rendition, out var described))
                        {
                            if (await ReadInitAsync(prior, output.Rendition, cancellationToken) is not { } earlier)
                                return Refuse("verify_init", $"There is no init segment of {output.Rendition}.");
                            inits[output.Rendition] = described = earlier;
                        }

                        var verdict = task.TaskKind == TaskKind.Audio
                            ? SegmentCheck.VerifyAudio(output.Number, ticks, null, described, bytes.Span)
                            : SegmentCheck.Verify(ExpectedOutputs.Segment(plan, output.Number, described.Timescale), described, bytes.Span);
                        if (verdict is not SegmentVerdict.Accepted { Segment: var segment })
                            return verdict is SegmentVerdict.Refused no ? Refuse(no.Code, $"{output.Rendition}: {no.Reason}") : throw new InvalidOperationException("A verdict is one of two.");
                        ticks += segment.Duration;
                        accepted.Add(new(output, segment.Duration, segment.KeyframeRange.Offset, segment.KeyframeRange.Length));
                        break;
                    default:
                        if (!HasSignature(output.Kind, bytes.Span))
                            return Refuse("verify_content", $"{output.Rendition} {output.Number} is not what it should be.");
                        accepted.Add(new(output));
                        break;
                }
            }
            catch (CmafException e)
            {
                return Refuse("verify_boxes", $"{output.Rendition}: {e.Message}");
            }
        }

        if (final && task.TaskKind == TaskKind.Audio && plan.End is { } end)
        {
            var timescale = inits.Count > 0 ? inits.Values.First().Timescale : prior.Inits[$"audio{task.Idx}"].Timescale;
            // One frame of priming precedes the sound; the init's edit list hides it.
            var seconds = (double)(ticks - 1024) / timescale;
            if (Math.Abs(seconds - end) > SoundSlackSeconds)
                return Refuse("verify_duration", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The sound lasts {seconds:0.000} s, the picture {end:0.000} s."));
        }

        return new CheckOutcome.Accepted(accepted.ToImmutable());
    }

    private static CheckOutcome.Refused Refuse(string code, string detail) => new(code, detail);

    private static bool HasSignature(OutputKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        OutputKind.Subtitle => bytes.StartsWith("WEBVTT"u8),
        _ => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
    };

    private async Task<InitSegment?> ReadInitAsync(PriorOutputs prior, string rendition, CancellationToken cancellationToken)
    {
        if (!prior.Inits.TryGetValue(rendition, out var row))
            return null;
        using var read = await ReadAsync(new TaskOutput(OutputKind.Init, rendition, 0, new ObjectKey(row.ObjectKey), row.Bytes, row.Sha256), cancellationToken);
        return read is null ? null : InitSegment.Parse(read.Memory.Span[..(int)row.Bytes]);
    }

    // Megabytes for each segment of each rung: borrowed, or the collector would sweep after every one.
    private async Task<IMemoryOwner<byte>?> ReadAsync(TaskOutput output, CancellationToken cancellationToken)
    {
        if (output.Bytes is <= 0 or > LargestOutput)
            return null;
        await using var stream = await objects.OpenReadAsync(output.Key, cancellationToken);
        if (stream is null)
            return null;
        var rented = MemoryPool<byte>.Shared.Rent((int)output.Bytes);
        var whole = false;
        try
        {
            var bytes = rented.Memory[..(int)output.Bytes];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            whole = read == bytes.Length && await stream.ReadAsync(new byte[1], cancellationToken) == 0
                && Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) == output.Sha256;
            return whole ? rented : null;
        }
        finally
        {
            if (!whole)
                rented.Dispose();
        }
    }
}
