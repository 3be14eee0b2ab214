using Matinee.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Accounts;

/// <summary>The problems that several endpoints answer with.</summary>
internal static class Refusals
{
    public static ProblemHttpResult WrongCredentials() => Problems.Of(ProblemKinds.BadCredentials, "No account has this email and password, or it may not sign in.");

    public static ProblemHttpResult Field(string name, string sentence) =>
        Problems.Of(ProblemKinds.Invalid, sentence, errors: new Dictionary<string, string[]> { [name] = [sentence] });

    public static ProblemHttpResult EmailTaken() => Problems.Of(ProblemKinds.EmailTaken, "Another account has this email.");

    public static ProblemHttpResult NoSuch(string what) => Problems.Of(ProblemKinds.NotFound, $"There is no such {what}.");

    public static ProblemHttpResult LastAdministrator() =>
        Problems.Of(ProblemKinds.LastAdministrator, "This is the only administrator who can sign in. Make another one first.");

    public static ProblemHttpResult Of(RegistrationOutcome outcome) => outcome switch
    {
        RegistrationOutcome.Unusable(var field, var sentence) => Field(field, sentence),
        RegistrationOutcome.Refused(RegistrationRefusal.EmailTaken) => EmailTaken(),
        RegistrationOutcome.Refused(RegistrationRefusal.InviteInvalid) =>
            Problems.Of(ProblemKinds.InviteInvalid, "The invitation is unknown, used up, expired, or for another email. Ask for a new one."),
        _ => Problems.Of(ProblemKinds.RegistrationClosed, "Ask an administrator of this site for an invitation."),
    };
}
