using Matinee.Media.Cmaf;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>Which files a task owes, by the plan.</summary>
internal sealed class ExpectedOutputs
{
    private readonly HashSet<(OutputKind, string, long)> _required = [];
    private readonly HashSet<(OutputKind, string, long)> _allowed = [];
    private (string Rendition, long First)? _openEnded;

    private ExpectedOutputs()
    {
    }

    /// <param name="final">The task says that it is done; before that only sound publishes.</param>
    public static ExpectedOutputs Of(TaskRow task, EncodePlan plan, PriorOutputs prior, bool final)
    {
        var expected = new ExpectedOutputs();
        switch (task.TaskKind)
        {
            case TaskKind.VideoChunk when final:
                var chunk = plan.Chunks.Items[task.Idx];
                foreach (var rendition in plan.Renditions)
                {
                    expected._required.Add((OutputKind.Init, rendition.Name, 0));
                    for (var i = 0; i < chunk.Segments; i++)
                        expected._required.Add((OutputKind.Segment, rendition.Name, chunk.FirstSegment + i));
                }

                break;
            case TaskKind.Audio:
                var name = $"audio{task.Idx}";
                (prior.Inits.ContainsKey(name) ? expected._allowed : expected._required).Add((OutputKind.Init, name, 0));
                expected._openEnded = (name, prior.Segments);
                break;
            case TaskKind.Storyboard when final && plan.Storyboard is { } spec && plan.End is { } end:
                for (var i = 0; i < spec.Sheets(end); i++)
                    expected._required.Add((OutputKind.Sheet, "sheet", i));
                break;
            case TaskKind.Poster when final:
                expected._allowed.Add((OutputKind.Poster, "poster", 0));
                break;
            case TaskKind.Subtitle when final:
                expected._required.Add((OutputKind.Subtitle, $"sub{task.Idx}", 0));
                break;
        }

        return expected;
    }

    /// <summary>What the plan says of one segment of any rung.</summary>
    public static SegmentExpectation Segment(EncodePlan plan, long number, uint timescale)
    {
        var first = number * plan.SegmentFrames;
        var end = Math.Min(first + plan.SegmentFrames, plan.TotalFrames ?? plan.Chunks.Frames);
        return new(number, first, (int)(end - first), timescale, (int)plan.FrameRate.Numerator, (int)plan.FrameRate.Denominator, null);
    }

    /// <summary>Null when all is there and nothing else; else a sentence.</summary>
    public string? Compare(IReadOnlyCollection<TaskOutput> outputs)
    {
        var seen = new HashSet<(OutputKind, string, long)>();
        foreach (var output in outputs)
        {
            var id = (output.Kind, output.Rendition, output.Number);
            if (!seen.Add(id))
                return $"{output.Kind} {output.Rendition} {output.Number} was sent twice.";
            var open = _openEnded is { } audio && output.Kind == OutputKind.Segment && output.Rendition == audio.Rendition && output.Number >= audio.First;
            if (!open && !_required.Contains(id) && !_allowed.Contains(id))
                return $"{output.Kind} {output.Rendition} {output.Number} is not part of this task.";
        }

        foreach (var (kind, rendition, number) in _required)
        {
            if (!seen.Contains((kind, rendition, number)))
                return $"{kind} {rendition} {number} is missing.";
        }

        var segments = outputs.Count(o => o.Kind == OutputKind.Segment);
        return _openEnded is { } sound && segments > 0 && outputs.Where(o => o.Kind == OutputKind.Segment).Max(o => o.Number) != sound.First + segments - 1
            ? $"The segments of {sound.Rendition} have a gap."
            : null;
    }
}
