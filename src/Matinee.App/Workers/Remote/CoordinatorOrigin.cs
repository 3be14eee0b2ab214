using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers.Remote;

/// <summary>
/// The source of one task: from the store by a signed address, which is asked for again when it has expired, or from the
/// coordinator. The signed address goes to the store without any credential of ours.
/// </summary>
internal sealed class CoordinatorOrigin(CoordinatorCalls calls, HeldTasks held, HttpClient store, TaskLease lease, Uri? address) : IRangeOrigin
{
    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(20);

    private volatile Uri? _address = address;

    /// <summary>Where the store has the source; null when the coordinator passes it on.</summary>
    /// <exception cref="CoordinatorAnswerException">It is nowhere, or not this worker's to read.</exception>
    public static async Task<Uri?> AddressAsync(CoordinatorCalls calls, HeldTasks held, TaskLease lease, CancellationToken cancellationToken)
    {
        var question = new CoordinatorQuestion($"api/worker/tasks/{lease.Task}/source/address", held[lease], CoordinatorCalls.Usual) { Method = HttpMethod.Get };
        using var answer = await calls.SendAsync(question, () => null, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync(TaskWireJson.Default.SourceAnswer, cancellationToken))?.Url;
    }

    public async Task<RangeAnswer> OpenAsync(long from, long? to, CancellationToken cancellationToken)
    {
        var signed = _address;
        if (signed is null)
            return await ReadAsync(await AskCoordinatorAsync(from, to, cancellationToken), from, cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HeadWithin);
        using var request = new HttpRequestMessage(HttpMethod.Get, signed);
        request.Headers.Range = new RangeHeaderValue(from, to);
        var answer = await store.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            answer.Dispose();
            _address = await RenewAsync(cancellationToken);
            throw new IOException("The signed address of the source had expired; there is a new one.");
        }

        return await ReadAsync(answer, from, cancellationToken);
    }

    private async Task<Uri?> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AddressAsync(calls, held, lease, cancellationToken);
        }
        catch (CoordinatorAnswerException e)
        {
            throw new SourceGoneException(e.Message);
        }
    }

    private async Task<HttpResponseMessage> AskCoordinatorAsync(long from, long? to, CancellationToken cancellationToken)
    {
        var question = new CoordinatorQuestion(
            $"api/worker/tasks/{lease.Task}/source", held[lease], HeadWithin, Adjust: request => request.Headers.Range = new RangeHeaderValue(from, to))
        { Method = HttpMethod.Get };
        try
        {
            return await calls.SendAsync(question, () => null, cancellationToken);
        }
        catch (CoordinatorAnswerException e) when (e.Status != 416)
        {
            throw new SourceGoneException(e.Message);
        }
        catch (CoordinatorAnswerException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static async Task<RangeAnswer> ReadAsync(HttpResponseMessage answer, long from, CancellationToken cancellationToken)
    {
        try
        {
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                throw new SourceGoneException("The source is not in the store any more.");
            var range = answer.Content.Headers.ContentRange;
            if (answer.StatusCode == HttpStatusCode.PartialContent && range is { From: { } first, To: { } last, Length: { } total } && first == from)
                return new RangeAnswer(total, first, last, await answer.Content.ReadAsStreamAsync(cancellationToken));
            if (answer.StatusCode == HttpStatusCode.OK && from == 0 && answer.Content.Headers.ContentLength is { } bytes)
                return new RangeAnswer(bytes, 0, bytes - 1, await answer.Content.ReadAsStreamAsync(cancellationToken));
            throw new IOException($"The source was answered with {(int)answer.StatusCode} to a question for bytes from {from}.");
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
