"""Given names that tell whether "he" or "she" is meant. Names that both bear are left out."""

from __future__ import annotations

from articles.enrichment.wordlists import word_set

MEN = word_set(
    """aaron abdul abdullah adam adrian ahmed alan albert alberto alejandro aleksandr alessandro alexander alfred ali
    allan allen amir anatoly andre andreas andrei andres andrew andrzej angus ansel anthony anton antonio antony
    arnold arthur asa atilla austin barack ben benjamin bernard bernie bill billy bob bobby boris brad brandon brendan
    brett brian bruce bruno bryan calvin carl carlos cedric chad charles charlie chris christian christoph christopher
    chuck claude clive colin conor craig curtis cyril dale damian damien dan daniel danny darren dave david dean
    denis dennis derek diego dimitri dmitry dominic don donald doug douglas duncan dustin dwayne earl eddie edgar edmund
    eduardo edward edwin elijah elon emile emmanuel enrique eric erik ernest ethan eugene evan felix fernando francesco
    francisco franck francois frank franklin fred frederick friedrich gareth gary gavin geoff geoffrey george gerald
    gerard gerhard gianni gilbert giorgio giovanni giuseppe glenn gordon graham grant greg gregory guillermo gustavo
    hage hank hans harold harry harvey hassan heinrich helmut henri henry herbert herman hiroshi howard hugh hugo
    hussein ian ibrahim igor ismail ivan jack jacob jacques jake jamal james jan jared jason javier jay jean-claude
    jean-luc jeff jefferson jeffrey jens jeremy jerome jerry jim jimmy joachim joe joel johan johannes john johnny jon
    jonathan jordi jorge jose josef joseph josh joshua juan julian julio justin karl keir keith ken kenneth kevin kirk
    klaus kurt kyle lance larry lars laurence laurent lawrence lee leo leon leonard leonardo lewis liam lloyd louis luca
    lucas luis luke magnus malcolm manuel marc marcelo marco marcos marcus mario mark markus marshall martin marvin
    mateo matt matteo matthew matthias maurice max maximilian maxim mehmet michael michel miguel mike mikhail milan
    mitch mitchell mohamed mohammad mohammed muhammad mustafa nathan nathaniel neil nelson nicholas nick nicolas nigel
    nikolai nikolas noah norman oleg oleksandr oliver olivier omar oscar oskar otto owen pablo patrick paul pedro pete
    peter phil philip philippe phillip pierre piers pietro rafael ralph ramon randall randy raul ray raymond recep
    rex ricardo richard rick ricky rishi rob robert roberto rodney rodrigo roger roland roman ron ronald ross roy
    rudolf rudy russell ryan salvador samuel scott sean sebastian sergei sergey sergio seth shane shaun simon spencer
    stanislav stanley stefan stefano stephen steve steven stewart stuart sven tariq ted terence terry theo theodore
    thierry thomas tim timothy tobias toby todd tom tomas tony travis trevor tyler valery victor viktor vincent vitali
    vladimir volker volodymyr wade walter warren wayne werner wilhelm will william wolfgang yahya yasser yevhen yuri
    yusuf zachary zoltan""",
)

WOMEN = word_set(
    """abigail adriana agnes agnieszka aisha alexandra alice alicia alina alison allison amanda amelia amy ana anastasia
    andrea angela angelina anita ann anna anne annette annie antonia anya audrey barbara beatrice becky bella beth
    betty beverly bianca bonnie brenda bridget britney brooke camilla carla carmen carol carole caroline carolyn
    catherine cathy cecilia celine charlotte chelsea cheryl chiara chloe christina christine christy cindy claire
    clara claudia colleen connie constance courtney cristina crystal cynthia daisy daniela danielle dawn deborah
    debbie debra deirdre denise diana diane dina dolores donna doris dorothy edith eileen elaine eleanor elena elinor
    elisabeth elise elizabeth ella ellen elsa emily emma erica erika erin esther eva eve evelyn fatima fiona florence
    frances francesca gabriela gail georgia georgina geraldine ghislaine gillian gina giorgia giulia gloria grace greta
    gwen hailey hanna hannah harriet heather heidi helen helena helene hillary holly ida ilaria imogen ingrid irene
    irina iris isabel isabella isabelle ivana ivanka jackie jacqueline jane janet janice jasmine jean jeanne jenna
    jennifer jenny jessica jill joan joanna joanne josephine joy joyce judith judy julia juliana julie june kaja kamala
    karen karin karina kate katerina katharina katherine kathleen kathryn kathy katie kayla keira kelly kerry
    khadija kim kimberly kirsten kirstie kristen kristin kristina laura lauren leah lena leslie letitia lily lina linda
    lindsay lindsey lisa liz liza loretta lori lorraine louise lucia lucy luisa lydia lynn madeleine maggie mandy marcia
    margaret margarita maria mariah marianne marie marilyn marina marion marjorie martha martina mary maureen
    meghan melania melanie melissa mercedes meredith mia michaela michelle mila mildred miranda miriam molly monica
    monika nadia nancy naomi natalia natalie natasha nicola nicole nikki nina nora norma olga olivia pamela patricia
    patty paula pauline peggy penelope penny philippa phoebe phyllis priscilla rachel rebecca regina renee rhonda
    rita roberta rosa rose rosemary rosie ruth sabine sabrina sally samantha sandra sara sarah sasha serena shannon
    sharon sheila shelley shirley silvia simone sofia sonia sophia sophie stella stephanie sue susan susanne suzanne
    svetlana svitlana sylvia tamara tanya tara tatiana teresa theresa tiffany tina tracey tracy ursula valentina valerie
    vanessa vera veronica victoria virginia vivian wanda wendy whitney yolanda yvette yvonne zara zoe""",
)


def is_given(folded: str) -> bool:
    """Return whether a folded word is a given name of the tables."""
    return folded in MEN or folded in WOMEN
