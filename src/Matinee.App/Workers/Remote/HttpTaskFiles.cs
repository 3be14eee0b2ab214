using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers.Remote;

/// <summary>Source and outputs of a worker that has neither the store nor its keys.</summary>
internal sealed class HttpTaskFiles : ITaskFiles, IDisposable
{
    private const int MostAtOnce = 4;
    private const int MostAddresses = 500;
    private const int MostTries = 6;
    private const int SlowestBytesPerSecond = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorCalls _calls;
    private readonly HeldTasks _held;
    private readonly TimeProvider _time;
    private readonly HttpClient _store = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public HttpTaskFiles(CoordinatorCalls calls, HeldTasks held, TimeProvider time) => (_calls, _held, _time) = (calls, held, time);

    public async ValueTask<TaskSource?> OpenAsync(LeasedTask task, CancellationToken cancellationToken)
    {
        try
        {
            var address = await CoordinatorOrigin.AddressAsync(_calls, _held, task.Lease, cancellationToken);
            var proxy = RangeProxy.Start(new CoordinatorOrigin(_calls, _held, _store, task.Lease, address));
            return new TaskSource(proxy.Source, proxy);
        }
        catch (CoordinatorAnswerException e)
        {
            return e.Status == 404 ? null : throw new IOException(e.Message, e);
        }
    }

    public async Task<ImmutableArray<TaskOutput>> StoreAsync(LeasedTask task, IReadOnlyList<FinishedFile> files, CancellationToken cancellationToken)
    {
        var outputs = new TaskOutput[files.Count];
        foreach (var batch in files.Select((file, place) => (file, place)).Chunk(MostAddresses))
        {
            List<(WireOutput Output, string Path, int Place)> wanted = [];
            foreach (var (file, place) in batch)
                wanted.Add((await DescribeAsync(file, cancellationToken), file.Path, place));
            var addresses = await AddressesAsync(task.Lease, [.. wanted.Select(w => w.Output)], cancellationToken);
            await Parallel.ForEachAsync(
                wanted.Zip(addresses), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
                async (pair, stop) =>
                {
                    var ((output, path, place), address) = pair;
                    await PutAsync(task.Lease, output, path, address, stop);
                    File.Delete(path);
                    outputs[place] = new TaskOutput(output.Kind, output.Rendition, output.Number, new ObjectKey(address.Key), output.Bytes, output.Sha256);
                });
        }

        return [.. outputs];
    }

    public void Dispose() => _store.Dispose();

    private static async Task<WireOutput> DescribeAsync(FinishedFile finished, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(finished.Path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        return new WireOutput(finished.Kind, finished.Rendition, finished.Number, file.Length, hash);
    }

    private async Task<IReadOnlyList<ObjectAddress>> AddressesAsync(TaskLease lease, IReadOnlyList<WireOutput> outputs, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _calls.AskAsync(
                new CoordinatorQuestion($"api/worker/tasks/{lease.Task}/objects", _held[lease], CoordinatorCalls.Usual, Patience), new ObjectsAsk(outputs),
                TaskWireJson.Default.ObjectsAsk, TaskWireJson.Default.ObjectsAnswer, cancellationToken);
            return answer?.Objects.Count == outputs.Count ? answer.Objects : throw new IOException("The server did not say where the outputs belong.");
        }
        catch (CoordinatorAnswerException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private Task PutAsync(TaskLease lease, WireOutput output, string path, ObjectAddress address, CancellationToken cancellationToken) =>
        address.Url is { } url
            ? PutToStoreAsync(lease, output, path, url, address.Headers ?? ImmutableDictionary<string, string>.Empty, cancellationToken)
            : PutToCoordinatorAsync(lease, output, path, cancellationToken);

    private async Task PutToCoordinatorAsync(TaskLease lease, WireOutput output, string path, CancellationToken cancellationToken)
    {
        var name = TaskWire.NameOf(output.Kind, output.Rendition, output.Number);
        var question = new CoordinatorQuestion(
            $"api/worker/tasks/{lease.Task}/objects/{name}", _held[lease], Within(output), Patience, request => request.Headers.Add(TaskWire.HashHeader, output.Sha256))
        { Method = HttpMethod.Put };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                (await _calls.SendAsync(question, () => Content(path, output), cancellationToken)).Dispose();
                return;
            }
            catch (CoordinatorAnswerException e) when (e.Code == "checksum_mismatch" && attempt < MostTries)
            {
                await PauseAsync(attempt, cancellationToken); // damaged on the way
            }
            catch (CoordinatorAnswerException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }

    private async Task PutToStoreAsync(
        TaskLease lease, WireOutput output, string path, Uri url, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, reason) = await TryPutAsync(output, path, url, headers, cancellationToken);
            // Refused as being there: an earlier try arrived and its answer did not. The commit reads it back.
            if (status is (>= 200 and < 300) || (attempt > 1 && status is 409 or 412))
                return;
            if (attempt == MostTries || status is >= 400 and < 500 and not (401 or 403 or 408 or 429))
                throw new IOException($"The store did not take {output.Rendition} {output.Number}: {reason}");
            await PauseAsync(attempt, cancellationToken);
            if (status is not (401 or 403))
                continue;
            // Expired: the coordinator signs another as long as the lease is held.
            var again = (await AddressesAsync(lease, [output], cancellationToken))[0];
            (url, headers) = (again.Url ?? url, again.Headers ?? headers);
        }
    }

    private async Task<(int Status, string Reason)> TryPutAsync(
        WireOutput output, string path, Uri url, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Within(output), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = Content(path, output) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            using var answer = await _store.SendAsync(request, either.Token);
            return ((int)answer.StatusCode, $"it answers {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return (0, e.InnerException?.Message ?? e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, string.Create(CultureInfo.InvariantCulture, $"no answer within {Within(output).TotalSeconds:0} s"));
        }
    }

    private static StreamContent Content(string path, WireOutput output)
    {
        var content = new StreamContent(File.OpenRead(path), 128 * 1024);
        content.Headers.ContentLength = output.Bytes;
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static TimeSpan Within(WireOutput output) => CoordinatorCalls.Usual + TimeSpan.FromSeconds(output.Bytes / SlowestBytesPerSecond);

    private Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(Jitter.Of(FirstPause * Math.Pow(2, attempt - 1)), _time, cancellationToken);
}
