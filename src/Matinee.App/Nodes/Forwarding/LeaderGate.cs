using Matinee.App.Http;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Forwarding;

/// <summary>Brings what only the leader answers to the leader; see <see cref="LeaderOnly"/>. An election is waited for, not long.</summary>
internal sealed class LeaderGate(
    RequestDelegate next, LeaderElection election, NodeDirectory directory, LeaderForward forward, IOptions<ClusterOptions> options, TimeProvider time)
{
    private const string Redirect = "redirect";

    /// <summary>About three times what an election takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<LeaderOnly>() is null || election.Term is not null)
            return next(context);
        // Who is to be asked for credentials is asked here: the answer is the same on every node.
        if (endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && context.User.Identity is not { IsAuthenticated: true })
            return next(context);
        return BringAsync(context);
    }

    private async Task BringAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        for (var reason = "No node leads now."; ;)
        {
            var view = election.View;
            if (election.Term is not null)
            {
                await next(context);
                return;
            }

            if (view is { IsHere: false, Node: { } leader } && AddressOf(leader) is { } address)
            {
                if (WantsRedirect(context.Request))
                {
                    Send(context, address);
                    return;
                }

                if (context.Request.Headers.ContainsKey(LeaderForward.Mark))
                    reason = $"This was forwarded here, and {leader} leads.";
                else if (await forward.TryAsync(context, address, leader))
                    return;
                else
                    reason = $"The leader {leader} does not answer; nothing was done.";
            }

            var left = Patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                await ProblemWriter.WriteAsync(context, Problems.Describe(ProblemKinds.Unavailable, reason + " Try again in a moment.", ComeBack));
                return;
            }

            await WaitAsync(view, left < LookAgain ? left : LookAgain, context.RequestAborted);
        }
    }

    private Uri? AddressOf(string node) =>
        directory.Nodes.FirstOrDefault(known => known.Id == node) is { Card.Address: { Length: > 0 } text } && Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    private bool WantsRedirect(HttpRequest request) =>
        bool.TryParse(request.Query[Redirect], out var asked) ? asked : options.Value.RedirectToLeader;

    private static void Send(HttpContext context, Uri leader)
    {
        var request = context.Request;
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != Redirect).SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")));
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = new Uri(leader, request.PathBase + request.Path + query.ToQueryString()).AbsoluteUri;
    }

    private async Task WaitAsync(LeaderView known, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(election.ChangedAsync(known, either.Token), Task.Delay(longest, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
