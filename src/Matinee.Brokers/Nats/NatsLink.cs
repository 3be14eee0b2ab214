using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Matinee.Brokers.Nats.Wire;

namespace Matinee.Brokers.Nats;

/// <summary>One greeted connection to one server, from its first byte to its end.</summary>
internal sealed class NatsLink(Stream stream, NatsServerFacts facts, NatsPatience patience, TimeProvider time) : IAsyncDisposable
{
    private readonly NatsOutbox _outbox = new(patience.PendingBytes);
    private readonly ConcurrentQueue<TaskCompletionSource> _pongs = new();
    private readonly CancellationTokenSource _stop = new();
    private int _unanswered;

    public NatsServerFacts Facts => facts;

    public string? Refusal { get; private set; }

    public NatsOutbox Outbox => _outbox;

    /// <summary>Completes when the server has seen everything that was written before.</summary>
    public Task PingAsync()
    {
        var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The order of pings and of those who wait for them must be one.
        _outbox.Write(static (output, state) =>
        {
            state._pongs.Enqueue(state.pong);
            NatsWriter.Ping(output);
        }, (_pongs, pong));
        return pong.Task;
    }

    /// <summary>Ends with the connection; the exception says why.</summary>
    public async Task RunAsync(Action<NatsFrame> heard, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        Task[] parts = [ReadAsync(heard, either.Token), _outbox.SendAsync(stream, either.Token), WatchAsync(either.Token)];
        try
        {
            await await Task.WhenAny(parts);
        }
        finally
        {
            await either.CancelAsync();
            _outbox.Close();
            await stream.DisposeAsync();
            await Task.WhenAll(parts).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (_pongs.TryDequeue(out var pong))
                pong.TrySetException(new NatsUnavailableException("The connection to NATS was lost."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await stream.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync(Action<NatsFrame> heard, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            Volatile.Write(ref _unanswered, 0);
            var buffer = read.Buffer;
            while (NatsParser.TryRead(ref buffer, patience.LargestPayload, out var frame))
                Take(frame, heard);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                throw new NatsUnavailableException(Refusal is { } refusal ? $"NATS refuses: {refusal}." : "NATS closed the connection.");
        }
    }

    private void Take(in NatsFrame frame, Action<NatsFrame> heard)
    {
        switch (frame.Kind)
        {
            case NatsFrameKind.Ping:
                _outbox.Write(static (output, _) => NatsWriter.Pong(output), 0);
                break;
            case NatsFrameKind.Pong:
                if (_pongs.TryDequeue(out var pong))
                    pong.TrySetResult();
                break;
            case NatsFrameKind.Error:
                Refusal = Encoding.UTF8.GetString(frame.Payload.Span);
                break;
            case NatsFrameKind.Message or NatsFrameKind.Facts:
                heard(frame);
                break;
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(patience.Ping, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (Interlocked.Increment(ref _unanswered) > 2)
                throw new NatsUnavailableException("NATS does not answer pings.", isSilence: true);
            _ = PingAsync().ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
