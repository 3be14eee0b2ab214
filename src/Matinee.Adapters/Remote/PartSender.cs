namespace Matinee.Adapters.Remote;

/// <summary>Sends the parts of one put, a few at a time: as many as are read ahead, so that memory is bounded.</summary>
internal static class PartSender
{
    private const int Lanes = 3;

    /// <summary>Sends <paramref name="first"/> and all that follows. The answers, in order of the parts.</summary>
    public static async Task<(IReadOnlyList<T> Answers, long Bytes)> SendAsync<T>(
        PartReader parts, PartReader.Part first, Func<PartReader.Part, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<T>> sending = [];
        var bytes = 0L;
        try
        {
            for (var part = first; part is not null; part = part.IsShort ? null : await parts.NextAsync(failed.Token))
            {
                bytes += part.Length;
                sending.Add(SendOneAsync(part, send, failed.Token));
                var open = sending.Where(t => !t.IsCompleted).ToArray();
                if (open.Length >= Lanes)
                    await await Task.WhenAny(open);
            }

            return (await Task.WhenAll(sending), bytes);
        }
        catch
        {
            // The first failure is told; the others only have to let go of their buffers.
            await failed.CancelAsync();
            await Task.WhenAll(sending).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private static async Task<T> SendOneAsync<T>(PartReader.Part part, Func<PartReader.Part, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using (part)
            return await send(part, cancellationToken);
    }
}
