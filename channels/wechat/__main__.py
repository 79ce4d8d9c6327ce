"""`python -m channels.wechat menu`: give the account its menu. `... menu --show` prints it without a call."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from channels.desk import Desk
from channels.platform_http import NotTaken, PlatformHttp, Refused, Unclear
from channels.wechat.api import WeChatApi
from channels.wechat.menu import menu_in
from office import database
from office.settings import SettingError, Settings, settings


async def create_menu(ours: Settings) -> None:
    """NotTaken, Unclear, Refused: WeChat did not take it."""
    desk = Desk(database.connect(ours.database_url), threads=1)
    http = PlatformHttp(ours["WECHAT_API_URL"])
    api = WeChatApi(desk, http, app_id=ours["WECHAT_APP_ID"], secret=ours["WECHAT_APP_SECRET"])
    try:
        await api.create_menu(menu_in(ours["WECHAT_LANGUAGE"]))
    finally:
        await api.close()
        desk.close()
        desk.engine.dispose()


def main(arguments: list[str] | None = None, ours: Settings | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m channels.wechat", description=__doc__)
    parser.add_argument("what", choices=["menu"])
    parser.add_argument("--show", action="store_true", help="print the menu, change nothing")
    asked = parser.parse_args(arguments)
    try:
        ours = ours or settings()
        if asked.show:
            menu = menu_in(ours["WECHAT_LANGUAGE"])
            sys.stdout.write(f"{json.dumps(menu, ensure_ascii=False, indent=2)}\n")
            return 0
        if not (ours["WECHAT_APP_ID"] and ours["WECHAT_APP_SECRET"]):
            sys.stderr.write("WECHAT_APP_ID or WECHAT_APP_SECRET is missing; see docs/channels/wechat.md.\n")
            return 1
        asyncio.run(create_menu(ours))
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (NotTaken, Unclear, Refused) as error:
        sys.stderr.write(f"The menu was not created: {error}.\n")
        return 1
    sys.stdout.write("The menu is set. Followers see it within a day; at once after following anew.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
