using System.Text.RegularExpressions;
using Matinee.App.Http;
using Matinee.App.Rooms.Door;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Rooms;

internal static partial class RoomPageEndpoints
{
    /// <summary>
    /// The frame of a room. Who may enter is asked at its door, <c>POST /api/rooms/{id}/join</c>, so that a guest with a link
    /// meets a form and not an error.
    /// </summary>
    public static async Task<RazorComponentResult> Room(string id, HttpContext context, RoomSigns signs) =>
        IdPattern().IsMatch(id) && await signs.FindAsync(id, context) is { } sign
            ? Html.Page<RoomPage>(context, (nameof(RoomPage.Id), id), (nameof(RoomPage.Name), sign.Name), (nameof(RoomPage.AsksName), sign.AsksName))
            : Html.Page<FailurePage>(context, StatusCodes.Status404NotFound, (
                nameof(FailurePage.Problem), Problems.Describe(ProblemKinds.NotFound, "There is no such room.")));

    public static RazorComponentResult List(HttpContext context) => Html.Page<RoomsPage>(context);

    [GeneratedRegex("^r[0-9a-z]{8,32}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
