namespace Matinee.App.Transcoding;

/// <summary>
/// Finds the unfinished jobs that have something to be done: those whose rows changed since the last look, and each once in a
/// while. A long queue that only waits costs one statement a look.
/// </summary>
internal sealed class JobLook(JobStore jobs, TimeProvider time)
{
    private Dictionary<string, Seen> _seen = [];

    /// <param name="again">A job is due after this long even where nothing changed: a video may be deleted, an encoder updated.</param>
    public async Task<IReadOnlyList<JobId>> DueAsync(TimeSpan again, CancellationToken cancellationToken)
    {
        var marks = await jobs.MarksAsync(cancellationToken);
        var now = time.GetTimestamp();
        var (seen, due) = (new Dictionary<string, Seen>(marks.Count), new List<JobId>());
        foreach (var mark in marks)
        {
            if (_seen.TryGetValue(mark.Id, out var last) && last.Mark == mark && time.GetElapsedTime(last.At, now) < again)
            {
                seen.Add(mark.Id, last);
                continue;
            }

            seen.Add(mark.Id, new Seen(mark, now));
            due.Add(new JobId(mark.Id));
        }

        _seen = seen;
        return due;
    }

    /// <summary>What was found due was not done: the next look finds it again.</summary>
    public void Forget(JobId id) => _seen.Remove(id.Value);

    private sealed record Seen(JobMark Mark, long At);
}
