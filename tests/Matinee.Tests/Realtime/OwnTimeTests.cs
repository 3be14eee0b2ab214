using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class OwnTimeTests
{
    private const int Slices = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);
    private readonly LateTimers _timers = new();
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_taken_however_late_the_clock_is_looked_at()
    {
        var waiting = _answer.Task.WithinAsync(Timeout, _timers, Stop);
        for (var slice = 1; slice < Slices; slice++)
            await _timers.FireAsync(slice);
        await Patient.UntilAsync(() => _timers.Made == Slices, Stop);
        Assert.False(waiting.IsCompleted);

        _answer.SetResult(7);

        Assert.Equal(7, await waiting.WaitAsync(Patient.Limit, Stop));
        Assert.Equal(Timeout, _timers.Asked);
    }

    [Fact]
    public async Task Who_had_all_its_turns_waits_no_longer()
    {
        var waiting = _answer.Task.WithinAsync(Timeout, _timers, Stop);
        for (var slice = 1; slice <= Slices; slice++)
            await _timers.FireAsync(slice);

        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(Patient.Limit, Stop));
    }

    /// <summary>A clock of a machine that does much else: each timer comes due when the test says so.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _armed = [];

        public TimeSpan Asked { get; private set; }

        public int Made
        {
            get
            {
                lock (_armed)
                    return _armed.Count;
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_armed)
            {
                _armed.Add((callback, state));
                Asked += dueTime;
            }

            return new Armed();
        }

        /// <summary>The timer with that number, the first is 1.</summary>
        public async Task FireAsync(int number)
        {
            await Patient.UntilAsync(() => Made >= number, Stop);
            (TimerCallback Callback, object? State) due;
            lock (_armed)
                due = _armed[number - 1];
            due.Callback(due.State);
        }

        private sealed class Armed : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
