using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Uploads;

/// <summary>
/// Answers Amazon SNS when it asks whether it may send. The address comes from outside, so nothing but Amazon's own hosts are
/// asked, over TLS, without redirects, and the answer is not read.
/// </summary>
internal sealed partial class TopicConfirmation(IHttpClientFactory clients, ILogger<TopicConfirmation> log)
{
    public const string ClientName = "topic-confirmation";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static bool IsAmazons(string url, string topic) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.UserInfo.Length == 0
        && Host().IsMatch(address.Host) && Topic().IsMatch(topic);

    /// <summary>Whether the topic is ours to hear from now.</summary>
    public async Task<bool> ConfirmAsync(StorageEvent.TopicAsks subscription, CancellationToken cancellationToken)
    {
        if (!IsAmazons(subscription.ConfirmUrl, subscription.Topic))
            return false;
        using var client = clients.CreateClient(ClientName);
        client.Timeout = Patience;
        try
        {
            using var answer = await client.GetAsync(subscription.ConfirmUrl, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
                UploadLog.Subscribed(log, subscription.Topic);
            else
                UploadLog.SubscriptionFailed(log, $"{(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            UploadLog.SubscriptionFailed(log, e.Message);
            return false;
        }
    }

    [GeneratedRegex(@"^sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Host();

    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]{1,256}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Topic();
}
