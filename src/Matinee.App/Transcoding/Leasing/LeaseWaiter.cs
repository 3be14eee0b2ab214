namespace Matinee.App.Transcoding.Leasing;

/// <summary>One poll that waits in memory. It ends once: with a task, empty-handed, cancelled, or with the database's fault.</summary>
internal sealed class LeaseWaiter(LeaseRequest request, long ticket, long arrived)
{
    // What waits for it runs elsewhere: the dispatcher's loop hands over to thousands.
    private readonly TaskCompletionSource<TaskRow?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LeaseRequest Request { get; } = request;

    public long Ticket { get; } = ticket;

    /// <summary>Timestamp of the clock.</summary>
    public long Arrived { get; } = arrived;

    /// <summary>The queue has been looked at for it.</summary>
    public bool WasServed { get; set; }

    public Task<TaskRow?> Ended => _end.Task;

    /// <summary>False: nobody is there any more, and whoever has the task must give it back.</summary>
    public bool TryHandOver(TaskRow task) => _end.TrySetResult(task);

    public void EndEmpty() => _end.TrySetResult(null);

    public void Cancel(CancellationToken cancellationToken) => _end.TrySetCanceled(cancellationToken);

    public void Fail(Exception fault) => _end.TrySetException(fault);
}
