using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Matinee.App.Transcoding;

namespace Matinee.App.Workers.Remote;

/// <summary>Questions and answers in JSON, under the worker's key.</summary>
internal sealed class CoordinatorCalls(Coordinators coordinators)
{
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    /// <summary>The enrolment token until there is a key.</summary>
    public string Credential { get; set; } = "";

    /// <summary>Null when there is nothing to say (204).</summary>
    /// <exception cref="CoordinatorAnswerException">No.</exception>
    /// <exception cref="IOException">Nobody answered.</exception>
    public async Task<TAnswer?> AskAsync<TAsk, TAnswer>(
        CoordinatorQuestion question, TAsk ask, JsonTypeInfo<TAsk> asking, JsonTypeInfo<TAnswer> answering, CancellationToken cancellationToken) where TAnswer : class
    {
        using var answer = await SendAsync(question, () => JsonContent.Create(ask, asking), cancellationToken);
        if (answer.StatusCode == System.Net.HttpStatusCode.NoContent)
            return null;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(question.Within);
        try
        {
            return await answer.Content.ReadFromJsonAsync(answering, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or System.Text.Json.JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"The answer of {coordinators.Current} broke off: {e.Message}", e);
        }
    }

    /// <summary>For what has no answer but yes.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task TellAsync<TAsk>(CoordinatorQuestion question, TAsk ask, JsonTypeInfo<TAsk> asking, CancellationToken cancellationToken) =>
        (await SendAsync(question, () => JsonContent.Create(ask, asking), cancellationToken)).Dispose();

    /// <param name="content">Made anew for each attempt.</param>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<HttpResponseMessage> SendAsync(CoordinatorQuestion question, Func<HttpContent?> content, CancellationToken cancellationToken)
    {
        var answer = await coordinators.SendAsync(Make, question.Within, question.Patience, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var problem = await WireProblems.ReadAsync(answer, cancellationToken);
            var status = (int)answer.StatusCode;
            throw new CoordinatorAnswerException(status, problem.Code ?? "", problem.Detail ?? $"{coordinators.Current} answers {status} to {question.Path}.");
        }

        HttpRequestMessage Make(Uri address)
        {
            var request = new HttpRequestMessage(question.Method, new Uri(address, question.Path)) { Content = content() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Worker", Credential);
            if (question.TaskToken is { } token)
                request.Headers.Add(TaskWire.TaskTokenHeader, token);
            question.Adjust?.Invoke(request);
            return request;
        }
    }
}

/// <param name="Path">Below the server's address, without a leading slash.</param>
/// <param name="TaskToken">The right to the task that it is about.</param>
/// <param name="Within">For one answer.</param>
/// <param name="Patience">For all attempts; zero asks each server once.</param>
/// <param name="Adjust">Headers of its own.</param>
internal sealed record CoordinatorQuestion(
    string Path, string? TaskToken, TimeSpan Within, TimeSpan Patience = default, Action<HttpRequestMessage>? Adjust = null)
{
    public HttpMethod Method { get; init; } = HttpMethod.Post;
}
