using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Pages;

/// <summary>The account page's content.</summary>
public sealed record AccountView(string Name, string Email, ImmutableArray<KeyRow> Keys, ImmutableArray<SessionRow> Sessions);

public sealed record KeyRow(string Id, string Name, string Prefix, DateTimeOffset? LastUsedAt, DateTimeOffset CreatedAt);

/// <param name="Kind">page or api.</param>
public sealed record SessionRow(string Id, string Kind, string Client, DateTimeOffset LastUsedAt, bool IsCurrent)
{
    /// <summary>What a person calls the program behind a user-agent string: "Firefox on Linux".</summary>
    public string Where
    {
        get
        {
            var browser = FirstOf(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"));
            var system = FirstOf(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"));
            return (browser, system) switch
            {
                (not null, not null) => $"{browser} on {system}",
                (not null, null) => browser,
                _ => Client.Length > 0 ? Client.Split('/', ' ')[0] : "?",
            };
        }
    }

    private string? FirstOf(params ReadOnlySpan<(string Mark, string Name)> known)
    {
        foreach (var (mark, name) in known)
        {
            if (Client.Contains(mark, StringComparison.Ordinal))
                return name;
        }
        return null;
    }
}

/// <summary>The administrator's list of accounts.</summary>
public sealed record UsersView(PageVisit Visit, string? Search, ImmutableArray<UserRow> Users, string? Next, bool IsFirstPage);

public sealed record UserRow(string Id, string Name, string Email, Role Role, UserState State, DateTimeOffset? LastSignedInAt, bool IsCaller);
